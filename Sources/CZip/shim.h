// libzip.
#ifndef SCELLE_CZIP_SHIM_H
#define SCELLE_CZIP_SHIM_H

#include <zip.h>

#endif
