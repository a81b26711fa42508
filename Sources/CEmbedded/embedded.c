#include "embedded.h"

// `#embed` is C23; Swift's clang knows it in every mode and only says that it does.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char messages[] = {
#embed "messages.json"
};

static const unsigned char authorities[] = {
#embed "../../keys/authorities.toml"
};

static const unsigned char authority_roots[] = {
#embed "../../keys/authorities/digicert-trusted-root-g4.pem"
,
#embed "../../keys/authorities/globalsign-root-ca-r6.pem"
,
#embed "../../keys/authorities/identrust-commercial-root-ca-1.pem"
,
#embed "../../keys/authorities/ssl.com-root-rsa.pem"
,
#embed "../../keys/authorities/usertrust-rsa.pem"
};

const unsigned char *scelle_embedded_messages(size_t *count) {
    *count = sizeof messages;
    return messages;
}

const unsigned char *scelle_embedded_authorities(size_t *count) {
    *count = sizeof authorities;
    return authorities;
}

const unsigned char *scelle_embedded_authority_roots(size_t *count) {
    *count = sizeof authority_roots;
    return authority_roots;
}
