// SQLite: only what GRDB does not reach, because Swift cannot call variadic functions.
#ifndef SCELLE_CSQLITE_SHIM_H
#define SCELLE_CSQLITE_SHIM_H

#include <sqlite3.h>

// Refuses writes to the schema table, the shadow tables and the raw pages through this connection.
static inline int scelle_sqlite_enable_defensive(sqlite3 *database) {
    int enabled = 0;
    int status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, &enabled);
    return status == SQLITE_OK && enabled != 1 ? SQLITE_ERROR : status;
}

// Leaves the write-ahead log as it is when this connection, the last one, is closed.
static inline int scelle_sqlite_keep_log(sqlite3 *database) {
    int kept = 0;
    int status = sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &kept);
    return status == SQLITE_OK && kept != 1 ? SQLITE_ERROR : status;
}

#endif
