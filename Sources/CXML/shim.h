// libxml2: the streaming reader only.
#ifndef SCELLE_CXML_SHIM_H
#define SCELLE_CXML_SHIM_H

#include <libxml/xmlversion.h>

// Debian's libxml2 is built with ICU, and its encoding.h would bring ICU's headers: Foundation carries an ICU of its own,
// and one module cannot see both. The members that this hides belong to a type that is only ever pointed to.
#undef LIBXML_ICU_ENABLED

#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>

#endif
