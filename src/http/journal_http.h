/* src/http/journal_http.h: the journal, its signed checkpoints and its proofs, for whoever audits. */
#ifndef KAIGONG_HTTP_JOURNAL_HTTP_H
#define KAIGONG_HTTP_JOURNAL_HTTP_H

#include "http/http.h"

http_handler journal_http_list;
http_handler checkpoint_http_show;
http_handler proof_http_show;

#endif
