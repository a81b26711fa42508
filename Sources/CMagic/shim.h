// libmagic: the media type that content shows, as `file` says it.
#ifndef SCELLE_CMAGIC_SHIM_H
#define SCELLE_CMAGIC_SHIM_H

#include <magic.h>

#endif
