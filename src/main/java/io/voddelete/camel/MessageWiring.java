package io.voddelete.camel;

import io.voddelete.intake.MessageIntake;
import io.voddelete.settings.Setting;
import io.voddelete.settings.Settings;
import io.voddelete.store.AssetStore;
import io.voddelete.support.PrivateFolder;
import io.voddelete.support.WakeUp;
import java.io.IOException;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;

/** The beans that accept messages of the host's routes. */
record MessageWiring(Settings settings, RandomGenerator random, AssetStore store, PrivateFolder folder) {
    /** @param work stops reading */
    void bind(CamelContext context, WakeUp work) throws IOException {
        MessageIntake messages = new MessageIntake(
                store.sealedSubmissions(),
                settings.input(Setting.INTAKE_FILE_MAX_BYTES),
                folder,
                () -> new UUID(random.nextLong(), random.nextLong()),
                work);
        messages.clean();
        VodBeans.bind(context, "vodMessages", messages);
        VodBeans.bind(context, "vodTakeMessage", new TakeMessageProcessor(context));
    }
}
