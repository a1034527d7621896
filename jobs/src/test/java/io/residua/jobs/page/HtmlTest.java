package io.residua.jobs.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {

  private static final String HOSTILE = "<img src=x onerror=\"a('b')\">&</script>\u2028.jpg";

  @Test
  void aHostileNameIsNothingButText() {
    assertThat(Html.escape(HOSTILE))
        .isEqualTo(
            "&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;&lt;/script&gt;\u2028.jpg");
  }

  @Test
  void whatWouldTurnTheDirectionOfTextIsMadeSeen() {
    assertThat(Html.escape("cat\u202egpj.exe\u0007\n\u2066"))
        .isEqualTo("cat\ufffdgpj.exe\ufffd\ufffd\ufffd");
  }

  @Test
  void jsonCannotEndTheScriptItIsIn() throws Exception {
    String json = Html.json(List.of(HOSTILE, "<!--"));
    assertThat(json).doesNotContain("<", ">", "&", "\u2028");
    assertThat(new ObjectMapper().readValue(json, String[].class)).containsExactly(HOSTILE, "<!--");
  }

  @Test
  void aPageLoadsNothingAndRunsNoScriptButItsOwn() {
    assertThat(Page.html("<t>", "", "<p>", "let a = 1"))
        .contains("<title>&lt;t&gt;</title>")
        .contains("default-src 'none'; img-src data:;")
        // echo -n 'let a = 1' | openssl dgst -sha256 -binary | base64
        .contains("script-src 'sha256-LAfYd7pbFUgwfQu8b4q135PeTG2z+/coPEUYCd74eCQ='");
    assertThat(Page.html("t", "<p>")).contains("script-src 'none'").doesNotContain("<script");
  }
}
