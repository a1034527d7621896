package io.residua.jobs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/** DuckDB, a reader of Parquet that shares nothing with the writer. */
public final class Duck {

  private Duck() {}

  /** The first row of a query, its columns separated by spaces. */
  public static String row(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      StringJoiner row = new StringJoiner(" ");
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      return row.toString();
    }
  }
}
