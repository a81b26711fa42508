// zlib: CRC-32 only.
#ifndef SCELLE_CZLIB_SHIM_H
#define SCELLE_CZLIB_SHIM_H

#include <zlib.h>

#endif
