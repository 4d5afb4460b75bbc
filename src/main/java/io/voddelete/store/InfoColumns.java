package io.voddelete.store;

import io.voddelete.asset.AssetInfo;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The columns {@code title, vod_status, created_at} of an id, in this order. */
final class InfoColumns {
    private InfoColumns() {}

    /** @param first number of the column of the title */
    static AssetInfo read(ResultSet row, int first) throws SQLException {
        String title = row.getString(first);
        String status = row.getString(first + 1);
        var created = Sql.instantOrNull(row, first + 2);
        return title == null && status == null && created == null
                ? AssetInfo.NONE
                : new AssetInfo(title, status, created);
    }
}
