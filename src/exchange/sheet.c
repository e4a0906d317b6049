#include "exchange/sheet.h"

#include <assert.h>

char *sheet_column_format(int column, char buffer[SHEET_COLUMN_TEXT_SIZE])
{
    assert(column >= 0 && column < 16384);
    char reversed[SHEET_COLUMN_TEXT_SIZE];
    int length = 0;
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        reversed[length++] = (char)('A' + (rest - 1) % 26);
    }
    for (int i = 0; i < length; i++) {
        buffer[i] = reversed[length - 1 - i];
    }
    buffer[length] = '\0';
    return buffer;
}
