#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>

static struct {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easy_pause)(CURL *, int);
    const char *(*easy_strerror)(CURLcode);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_perform)(CURLM *, int *);
    CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd *, unsigned, int, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;

static void *symbol(void *library, const char *name) {
    void *found = dlsym(library, name);
    if (!found && !failure) failure = "libcurl is older than 7.66";
    return found;
}

static void load(void) {
    // The names of Debian and its relatives, of others, and of macOS.
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so", "libcurl.4.dylib", NULL};
    void *library = NULL;
    for (int i = 0; names[i] && !library; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        failure = "libcurl is not installed";
        return;
    }
// A function pointer is stored through a pointer to an object pointer, as POSIX recommends for dlsym.
#define LOAD(name) *(void **)&curl.name = symbol(library, "curl_" #name)
    LOAD(global_init);
    LOAD(easy_init);
    LOAD(easy_cleanup);
    LOAD(easy_setopt);
    LOAD(easy_getinfo);
    LOAD(easy_pause);
    LOAD(easy_strerror);
    LOAD(slist_append);
    LOAD(slist_free_all);
    LOAD(multi_init);
    LOAD(multi_cleanup);
    LOAD(multi_add_handle);
    LOAD(multi_remove_handle);
    LOAD(multi_perform);
    LOAD(multi_poll);
    LOAD(multi_info_read);
#undef LOAD
    if (!failure && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) failure = "libcurl cannot be initialized";
}

const char *ccurl_load(void) {
    pthread_once(&once, load);
    return failure;
}

// The macros of curl.h with these names check the types of constant arguments; here they are calls like any other.
#undef curl_easy_setopt

CURL *ccurl_easy_init(void) { return curl.easy_init(); }
void ccurl_easy_cleanup(CURL *easy) { curl.easy_cleanup(easy); }
CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) { return curl.easy_setopt(easy, option, value); }
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl.easy_setopt(easy, option, value);
}
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) { return curl.easy_setopt(easy, option, value); }
CURLcode ccurl_set_callback(CURL *easy, CURLoption option, ccurl_callback callback) {
    return curl.easy_setopt(easy, option, callback);
}
CURLcode ccurl_resume(CURL *easy) { return curl.easy_pause(easy, CURLPAUSE_CONT); }
int64_t ccurl_retry_after(CURL *easy) {
    curl_off_t seconds = 0;
    curl.easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
    return seconds;
}
const char *ccurl_error_text(CURLcode code) { return curl.easy_strerror(code); }
struct curl_slist *ccurl_append(struct curl_slist *list, const char *text) { return curl.slist_append(list, text); }
void ccurl_free_list(struct curl_slist *list) { curl.slist_free_all(list); }

CURLM *ccurl_multi_init(void) { return curl.multi_init(); }
void ccurl_multi_cleanup(CURLM *multi) { curl.multi_cleanup(multi); }
CURLMcode ccurl_multi_add(CURLM *multi, CURL *easy) { return curl.multi_add_handle(multi, easy); }
CURLMcode ccurl_multi_remove(CURLM *multi, CURL *easy) { return curl.multi_remove_handle(multi, easy); }
CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return curl.multi_perform(multi, running); }
CURLMcode ccurl_multi_wait(CURLM *multi, int milliseconds) {
    return curl.multi_poll(multi, NULL, 0, milliseconds, NULL);
}
int ccurl_multi_result(CURLM *multi, CURLcode *code) {
    int waiting = 0;
    for (CURLMsg *message; (message = curl.multi_info_read(multi, &waiting));) {
        if (message->msg == CURLMSG_DONE) {
            *code = message->data.result;
            return 1;
        }
    }
    return 0;
}
