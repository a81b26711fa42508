// What the C library knows of terminals and Swift's Glibc module leaves out.
#ifndef SCELLE_CTERMINAL_H
#define SCELLE_CTERMINAL_H

#include <stdint.h>
#include <wchar.h>

// POSIX, but hidden by the feature macros that Swift imports the C library with.
extern int wcwidth(wchar_t character);

/// The columns of a Unicode scalar; -1 for control characters and what the locale does not know.
static inline int scelle_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

#endif
