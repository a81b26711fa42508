// libxml2: the streaming reader only.
#ifndef SCELLE_CXML_SHIM_H
#define SCELLE_CXML_SHIM_H

#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlversion.h>

#endif
