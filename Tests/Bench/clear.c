// Makes the encryption of originals free, so that what the rest costs can be measured: preloaded by bench.py, never linked.
//
// The product cannot leave an original in clear. Here the two calls that encrypt and decrypt an age chunk copy it; keys,
// headers and tags are calculated as ever (the tags over nothing), so that the program does all else that it does. What is
// sealed so is worth nothing, and readable by nobody but a program under the same preload.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <string.h>

// Wrapped keys and ledger openings are shorter, and stay encrypted.
enum { SHORTEST_CHUNK = 16384 };

static int is_chunk(const EVP_CIPHER_CTX *context, const unsigned char *out, int count) {
    return out != NULL && count >= SHORTEST_CHUNK
        && EVP_CIPHER_get_nid(EVP_CIPHER_CTX_get0_cipher(context)) == NID_chacha20_poly1305;
}

int EVP_EncryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *written, const unsigned char *in, int count) {
    static int (*real)(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "EVP_EncryptUpdate");
    if (!is_chunk(context, out, count)) return real(context, out, written, in, count);
    memcpy(out, in, (size_t)count);
    *written = count;
    return 1;
}

int EVP_DecryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *written, const unsigned char *in, int count) {
    static int (*real)(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "EVP_DecryptUpdate");
    if (!is_chunk(context, out, count)) return real(context, out, written, in, count);
    memcpy(out, in, (size_t)count);
    *written = count;
    return 1;
}
