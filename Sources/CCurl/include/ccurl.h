// libcurl, loaded when it is first used. Linking it would make every command load it and the thirty libraries that it
// needs, which takes longer than most queries; and the program would not start on a machine without it.
//
// The functions are those of libcurl with the types that Swift needs: Swift cannot call functions with variable arguments.
#pragma once

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

typedef size_t (*ccurl_callback)(char *bytes, size_t size, size_t count, void *context);

// Loads libcurl. Returns NULL, or why it cannot be loaded. May be called on any thread and any number of times.
const char *ccurl_load(void);

// All of the following need a successful call of ccurl_load.
CURL *ccurl_easy_init(void);
void ccurl_easy_cleanup(CURL *easy);
CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode ccurl_set_callback(CURL *easy, CURLoption option, ccurl_callback callback);
CURLcode ccurl_resume(CURL *easy);
// The seconds that the server asks to wait; 0 if it does not.
int64_t ccurl_retry_after(CURL *easy);
const char *ccurl_error_text(CURLcode code);
struct curl_slist *ccurl_append(struct curl_slist *list, const char *text);
void ccurl_free_list(struct curl_slist *list);

CURLM *ccurl_multi_init(void);
void ccurl_multi_cleanup(CURLM *multi);
CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode ccurl_multi_perform(CURLM *multi, int *running);
// Waits until there is something to do, at most for the given milliseconds.
CURLMcode ccurl_multi_wait(CURLM *multi, int milliseconds);
// The result of the transfer, if it has ended: returns 1 and sets `code`, otherwise 0.
int ccurl_multi_result(CURLM *multi, CURLcode *code);
