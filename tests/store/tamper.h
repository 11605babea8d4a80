// Statements run on a test's database by somebody who can write it, without the program.
#pragma once

#include <libpq-fe.h>
#include <sqlite3.h>

#include <string>

#include "tests/store/database.h"

namespace sa::test {

inline void tamper(const Database& database, const std::string& statements) {
  const std::string& url = database.options().url;
  if (database.engine() == "sqlite") {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(url.substr(7).c_str(), &connection), SQLITE_OK);
    char* problem = nullptr;
    ASSERT_EQ(sqlite3_exec(connection, statements.c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
    sqlite3_close(connection);
    return;
  }
  PGconn* connection = PQconnectdb(url.c_str());
  PGresult* result = PQexec(connection, statements.c_str());
  ASSERT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
}

}  // namespace sa::test
