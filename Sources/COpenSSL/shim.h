// OpenSSL 3's libcrypto, with functions in place of the macros that Swift cannot see.
#ifndef SCELLE_COPENSSL_SHIM_H
#define SCELLE_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Memory and errors

static inline void scelle_OPENSSL_free(void *pointer) { OPENSSL_free(pointer); }
static inline void scelle_OPENSSL_clear_free(void *pointer, size_t count) { OPENSSL_clear_free(pointer, count); }
static inline int scelle_ERR_last_is(int library, int reason) {
    unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == library && ERR_GET_REASON(error) == reason;
}

// Names

static inline unsigned long scelle_XN_FLAG_RFC2253(void) { return XN_FLAG_RFC2253; }

#endif
