/* Floor 5: wires the doors together and starts the command that the first argument names. */
#include "cli/cli.h"
#include "http/routes.h"
#include "http/server.h"

int main(int argc, char **argv)
{
    static const struct cli_door door = {.serve = http_serve, .write_routes = routes_write};
    return cli_run(argc, argv, &door);
}
