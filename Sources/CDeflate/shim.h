// libdeflate: CRC-32 only.
#ifndef SCELLE_CDEFLATE_SHIM_H
#define SCELLE_CDEFLATE_SHIM_H

#include <libdeflate.h>

// The CRC-32 of what `sum` is that of, 0 for nothing, and then `bytes`. Given no bytes, libdeflate begins anew.
static inline uint32_t scelle_crc32(uint32_t sum, const void *bytes, size_t count) {
    return count == 0 ? sum : libdeflate_crc32(sum, bytes, count);
}

#endif
