// What the C library knows of terminals and Swift's Glibc module leaves out.
#ifndef SCELLE_TERMINAL_H
#define SCELLE_TERMINAL_H

#include <stdint.h>

/// The columns of a Unicode scalar; -1 for control characters and what the locale does not know.
int scelle_columns(uint32_t scalar);

#endif
