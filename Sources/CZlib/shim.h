// zlib: inflating, and the CRC-32 of what is inflated.
#ifndef SCELLE_CZLIB_SHIM_H
#define SCELLE_CZLIB_SHIM_H

#include <zlib.h>

#endif
