package io.voddelete.message;

import io.voddelete.kit.FreePort;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real JMS broker in this process, Artemis, that keeps its messages and delivers a message until it is acknowledged. */
final class JmsBroker {
    private final String address;
    private final EmbeddedActiveMQ server;

    private JmsBroker(String address, EmbeddedActiveMQ server) {
        this.address = address;
        this.server = server;
    }

    static JmsBroker start(Path directory) throws Exception {
        String address = "tcp://localhost:" + FreePort.find();
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalSyncNonTransactional(false)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAddressSetting(
                        "#", new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(100))
                .addAcceptorConfiguration("tcp", address);
        EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
        return new JmsBroker(address, server);
    }

    String address() {
        return address;
    }

    void restart() throws Exception {
        server.stop();
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }
}
