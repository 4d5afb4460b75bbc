package io.voddelete.support;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** JSON that people see, in a browser, a terminal or an editor: no text in it can act on what shows it. */
public final class PrintableJson {
    private PrintableJson() {}

    /** Writes every text as {@link Text#printable} has it. */
    public static ObjectMapper mapper() {
        return new ObjectMapper()
                .registerModule(new SimpleModule("vod-shown-json").addSerializer(String.class, new Printable()));
    }

    private static final class Printable extends StdSerializer<String> {
        private static final long serialVersionUID = 1L;

        Printable() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(Text.printable(text));
        }
    }
}
