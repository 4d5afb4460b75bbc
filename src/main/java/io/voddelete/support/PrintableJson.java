package io.voddelete.support;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** JSON that is safe to display in a browser, terminal or editor: no text can act as markup or control sequence. */
public final class PrintableJson {
    private PrintableJson() {}

    /** Returns a mapper that escapes every string as {@link Text#printable} does. */
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
