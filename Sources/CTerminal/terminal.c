#define _GNU_SOURCE
#include "terminal.h"

#include <wchar.h>

int scelle_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
