// Files that the program carries within itself, so that one binary is whole wherever it is copied to.
#ifndef SCELLE_EMBEDDED_H
#define SCELLE_EMBEDDED_H

#include <stddef.h>

/// The catalogue of sentences: messages.json, beside this header's source.
const unsigned char *scelle_embedded_messages(size_t *count);

/// keys/authorities.toml: the public time-stamping authorities that one word configures.
const unsigned char *scelle_embedded_authorities(size_t *count);

/// The roots in keys/authorities/, as PEM, one after another.
const unsigned char *scelle_embedded_authority_roots(size_t *count);

#endif
