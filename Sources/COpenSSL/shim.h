// OpenSSL 3's libcrypto, with functions in place of the macros that Swift cannot see, and of the lists of parameters whose
// names it would have to keep alive.
#ifndef SCELLE_COPENSSL_SHIM_H
#define SCELLE_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

// Memory and errors

static inline void scelle_OPENSSL_free(void *pointer) { OPENSSL_free(pointer); }
static inline void scelle_OPENSSL_clear_free(void *pointer, size_t count) { OPENSSL_clear_free(pointer, count); }
static inline int scelle_ERR_last_is(int library, int reason) {
    unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == library && ERR_GET_REASON(error) == reason;
}

// Parameters

static inline OSSL_PARAM scelle_SHA256_parameter(void) {
    return OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0);
}

// HKDF (RFC 5869), both steps; a salt of no bytes is the default one, of zeros.
static inline int scelle_HKDF_SHA256(
    EVP_KDF_CTX *context, const void *key, size_t key_count, const void *salt, size_t salt_count, const char *info,
    void *output, size_t output_count
) {
    OSSL_PARAM parameters[] = {
        scelle_SHA256_parameter(),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_count),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, strlen(info)),
        OSSL_PARAM_construct_end(),
    };
    return EVP_KDF_derive(context, (unsigned char *)output, output_count, parameters);
}

// A context for HMAC-SHA-256 that has no key yet, to be copied; NULL where libcrypto has none.
static inline EVP_MAC_CTX *scelle_HMAC_SHA256_context(void) {
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
    OSSL_PARAM parameters[] = {scelle_SHA256_parameter(), OSSL_PARAM_construct_end()};
    if (EVP_MAC_CTX_set_params(context, parameters) == 1) return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

// Names

static inline unsigned long scelle_XN_FLAG_RFC2253(void) { return XN_FLAG_RFC2253; }

#endif
