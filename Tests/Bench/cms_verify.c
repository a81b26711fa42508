// The physical cost of an audit: CMS_verify over the entries of a ledger, and nothing else.
//
//     cms_verify ledger.sqlite certificate.pem
//
// Reads every entry into memory first, then verifies them on as many threads as there are cores. Prints the number of
// entries, and the seconds that the verifying alone took.

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct entry { unsigned char *der; int length; };

static struct entry *entries;
static size_t count;
static atomic_size_t next, failed;
static X509 *certificate;

static void *verify(void *unused) {
    (void)unused;
    STACK_OF(X509) *signers = sk_X509_new_null();
    sk_X509_push(signers, certificate);
    for (size_t first; (first = atomic_fetch_add(&next, 64)) < count;) {
        for (size_t i = first; i < first + 64 && i < count; i++) {
            const unsigned char *cursor = entries[i].der;
            CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &cursor, entries[i].length);
            // The chain and the purpose are judged once a certificate, not once an entry.
            unsigned flags = CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY;
            BIO *content = BIO_new(BIO_s_null());
            if (cms == NULL || CMS_verify(cms, signers, NULL, NULL, content, flags) != 1) atomic_fetch_add(&failed, 1);
            BIO_free(content);
            CMS_ContentInfo_free(cms);
        }
    }
    sk_X509_free(signers);
    return NULL;
}

static int load(const char *path) {
    sqlite3 *database;
    sqlite3_stmt *select;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) return 0;
    if (sqlite3_prepare_v2(database, "SELECT der FROM entry ORDER BY idx", -1, &select, NULL) != SQLITE_OK) return 0;
    size_t room = 0;
    while (sqlite3_step(select) == SQLITE_ROW) {
        if (count == room) entries = realloc(entries, (room = 2 * room + 1024) * sizeof *entries);
        struct entry *entry = &entries[count++];
        entry->length = sqlite3_column_bytes(select, 0);
        entry->der = malloc((size_t)entry->length);
        memcpy(entry->der, sqlite3_column_blob(select, 0), (size_t)entry->length);
    }
    sqlite3_finalize(select);
    return sqlite3_close(database) == SQLITE_OK;
}

int main(int argc, char **argv) {
    if (argc != 3 || !load(argv[1])) return 64;
    BIO *pem = BIO_new_file(argv[2], "r");
    if (pem == NULL || (certificate = PEM_read_bio_X509(pem, NULL, NULL, NULL)) == NULL) return 64;
    BIO_free(pem);

    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t threads[cores];
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (long i = 0; i < cores; i++) pthread_create(&threads[i], NULL, verify, NULL);
    for (long i = 0; i < cores; i++) pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);

    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%zu %.6f\n", count, seconds);
    if (failed > 0) fprintf(stderr, "%zu entries failed\n", (size_t)failed);
    return failed == 0 ? 0 : 1;
}
