package io.voddelete.reader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecidingNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete_type",
                "DeleteType",
                "DELETE TYPE",
                "dry_run",
                "dryRun",
                "dry-run",
                "DRYRUN",
                "project_id",
                "Project ID",
                "projectid",
                "keep",
                "Keep (master)",
                "Keep?",
                "KEEP",
                "to keep",
                "kept",
                "delete",
                "Delete?",
                "to_delete",
                "toDelete",
                "TODELETE",
                "doNotDelete",
                "do_not_delete",
                "donotdelete",
                "DONOTDELETE",
                "Don't delete",
                "Deletable",
                "action",
                "Action!",
                "next_action",
                "Actions",
                "exclude",
                "Excluded",
                "hold",
                "On hold",
                "onhold",
                "legalHold",
                "LEGALHOLD",
                "litigation-hold",
                "held",
                "protect",
                "Protected",
                "isProtected",
                "deletion approved",
                "deleted",
                "is_deleted",
                "keep_until",
                "delete_after",
                "ke\u200Bep",
                "Ｋｅｅｐ",
                "delete\u00A0type",
                "保留",
                "是否删除",
                "操作",
                "Retain",
                "skip",
                "Decision",
                "final verdict",
                "whitelist",
                "is_exempt",
                "purge",
                "Delete?"
            })
    void aNameDecides(String name) {
        assertThat(DecidingName.is(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "title",
                "deleted_at",
                "Deleted by",
                "deletedOn",
                "transaction",
                "transactionId",
                "household",
                "placeholder",
                "threshold",
                "shareholder",
                "keeper",
                "bookkeeping",
                "interaction",
                "reaction",
                "faction",
                "redaction",
                "project",
                "project_name",
                "id",
                "status",
                "base_info",
                "type",
                "run",
                "dry",
                "created_at",
                "category_id",
                "protector",
                "indecision",
                "fraction",
                "标题",
                "删除时间",
                "操作人"
            })
    void aNameDoesNotDecide(String name) {
        assertThat(DecidingName.is(name)).isFalse();
    }

    @Test
    void namesOfIdsAreNoneThatDecide() {
        assertThat(IdColumns.isValid("asset_id,媒资ID, Asset ID to delete")).isTrue();
        for (String bad :
                new String[] {"", " ", "asset_id,", "a,,b", "--", "asset_id,Keep", "Dry Run", "\uFFFD\uFFFDID"}) {
            assertThat(IdColumns.isValid(bad)).as(bad).isFalse();
        }
    }
}
