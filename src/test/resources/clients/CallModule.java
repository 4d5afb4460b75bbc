import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CommandsApi;
import org.openapitools.client.api.QueriesApi;
import org.openapitools.client.api.WebhookApi;
import org.openapitools.client.model.AssetIds;
import org.openapitools.client.model.Command;
import org.openapitools.client.model.Submission;
import org.openapitools.client.model.SubmissionPage;
import org.openapitools.client.model.Submitted;

/** Uses the generated client as somebody who has just generated it. */
public final class CallModule {
    public static void main(String[] args) throws Exception {
        ApiClient sender = client(args[0], args[1]);
        ApiClient operator = client(args[0], args[2]);

        AssetIds list = new AssetIds().addAssetIdsItem(args[3]).addAssetIdsItem(Map.of("asset_id", args[3]));
        Submitted submitted = new WebhookApi(sender).submit(list, "from-java", null, null, null, null);
        System.out.println("accepted " + submitted.getAccepted() + ", again "
                + submitted.getDuplicates().get(0).getState());

        Submission submission = new QueriesApi(sender).getSubmission(submitted.getSubmissionId());
        System.out.println(submission.getSource() + " of " + submission.getCaller() + ", lines " + submission.getLines());
        System.out.println("report " + new QueriesApi(sender).getReport(submitted.getSubmissionId(), null).get(1).getAssetId());

        SubmissionPage page =
                new QueriesApi(operator).listSubmissions(null, null, null, null, null, null, null, 1, null);
        System.out.println("listed " + page.getSubmissions().get(0).getSource());
        System.out.println("sender " + new CommandsApi(operator).pauseSender(new Command().reason("CHG-1")).getState());
        System.out.println("description " + new QueriesApi(operator).getDescriptionAsJson().getOpenapi());
        try {
            new QueriesApi(operator).getSubmission("nope");
        } catch (ApiException e) {
            System.out.println("refused " + e.getCode());
        }
    }

    private static ApiClient client(String url, String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return client;
    }
}
