package io.residua.jobs.extract;

import java.util.Map;
import org.apache.logging.log4j.message.MapMessage;

/**
 * Something that happened to a run, for its log: a sentence for people, and fields that a layout of
 * JSON writes with their types.
 */
final class RunEvent extends MapMessage<RunEvent, Object> {

  private static final long serialVersionUID = 1L;

  private final String sentence;

  /**
   * @param name of its kind, the field {@code event}
   */
  RunEvent(String name, String sentence) {
    this(Map.of("event", name), sentence);
  }

  private RunEvent(Map<String, Object> fields, String sentence) {
    super(fields);
    this.sentence = sentence;
  }

  @Override
  public RunEvent newInstance(Map<String, Object> fields) {
    return new RunEvent(fields, sentence);
  }

  @Override
  public String getFormattedMessage() {
    return sentence;
  }

  @Override
  public void formatTo(StringBuilder text) {
    text.append(sentence);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && sentence.equals(((RunEvent) other).sentence);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + sentence.hashCode();
  }
}
