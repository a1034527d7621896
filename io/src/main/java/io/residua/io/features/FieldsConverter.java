package io.residua.io.features;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;

/** Hands each field of a group to a converter of its own. */
class FieldsConverter extends GroupConverter {

  private final Converter[] fields;

  FieldsConverter(Converter... fields) {
    this.fields = fields;
  }

  @Override
  public Converter getConverter(int field) {
    return fields[field];
  }

  @Override
  public void start() {
    // The row is emptied where it begins.
  }

  @Override
  public void end() {
    // The row is whole when Parquet asks for it.
  }
}
