package io.voddelete.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ids.csv.md5",
                "IDS.MD5",
                "ids.txt.sha1",
                "ids.sha256",
                "ids.sha-512",
                "ids.csv.md5.txt",
                "ids.sha256sum",
                "MD5SUMS",
                "md5sum.txt",
                "SHA256SUMS",
                "ids.sfv",
                "ids.crc32",
                "ids.csv.asc",
                "ids.csv.sig",
                "ids.csv.done",
                "ids.csv.ok",
                "ids.csv.ready",
                "ids.ctl",
                "ids.lck",
                "_SUCCESS",
                "ids-66615b70.txt.receipt.json",
                "~$ids.xlsx",
                "~$s.csv",
                ".~lock.ids.csv#",
                "ids.csv:Zone.Identifier",
                "ids.csv:Zone.Identifier:$DATA",
                "ids.csv\uF03AZone.Identifier",
                "desktop.ini",
                "Desktop.ini",
                "Thumbs.db",
                "ehthumbs.db",
                ".DS_Store"
            })
    void aSideFileIsLeftAlone(String name) {
        assertThat(FileNames.isSideFile(name)).isTrue();
        assertThat(FileNames.isLeftAlone(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".DS_Store",
                "desktop.ini",
                "Thumbs.db",
                "@eaDir",
                "~$list.plan.txt",
                ".list.plan.txt.Ab12",
                "x.part"
            })
    void whatAProgramLeavesIsNoOrder(String name) {
        assertThat(FileNames.isNoOrder(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list.csv.plan.txt", "list.csv", "list.csv.receipt.json", "list.csv.plan.txt.ok"})
    void whatAPersonMovedIsAnsweredAsAnOrder(String name) {
        assertThat(FileNames.isNoOrder(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids.csv.tmp", "ids.PART", "ids.csv~"})
    void whatIsStillBeingWrittenIsLeftAloneAndNoSideFile(String name) {
        assertThat(FileNames.isSideFile(name)).isFalse();
        assertThat(FileNames.isLeftAlone(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ids.txt",
                "ids",
                "md5",
                "md5.csv",
                "ids-md5.txt",
                "ids.md5.csv",
                "done.txt",
                "ids.done.csv",
                "ok",
                "receipt.json",
                "desktop.ini.txt",
                "Zone.Identifier.txt",
                "ids~$.csv",
                "ids.sha512.json",
                "_SUCCESS.txt"
            })
    void whatOnlyHasSuchAWordInItsNameIsAList(String name) {
        assertThat(FileNames.isLeftAlone(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost+found", "$RECYCLE.BIN", "#recycle", "@eaDir", "System Volume Information"})
    void aFolderOfTheSystemHoldsNoLists(String name) {
        assertThat(FileNames.isSystemFolder(name)).isTrue();
        assertThat(FileNames.isSystemFolder(name + "2")).isFalse();
    }
}
