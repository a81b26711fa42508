// libdeflate: CRC-32 only.
#ifndef SCELLE_CDEFLATE_SHIM_H
#define SCELLE_CDEFLATE_SHIM_H

#include <libdeflate.h>

#endif
