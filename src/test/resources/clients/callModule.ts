import { CommandsApi, Configuration, QueriesApi, ResponseError, WebhookApi } from './client';

declare const process: { argv: string[] };

/** Uses the generated client as somebody who has just generated it. */
async function main(url: string, senderToken: string, operatorToken: string, id: string): Promise<void> {
    const sender = new Configuration({ basePath: url, accessToken: senderToken, headers: { Accept: 'application/json' } });
    const operator = new Configuration({ basePath: url, accessToken: operatorToken });

    const submitted = await new WebhookApi(sender).submit({
        assetIds: { assetIds: [id, { asset_id: id }] },
        webhookId: 'from-typescript',
    });
    console.log(`accepted ${submitted.accepted}, again ${submitted.duplicates[0].state}`);

    const submissionId = submitted.submissionId;
    const submission = await new QueriesApi(sender).getSubmission({ submissionId });
    console.log(`${submission.source} of ${submission.caller}, lines ${submission.lines}`);
    const report = await new QueriesApi(sender).getReport({ submissionId });
    console.log(`report ${report[1].assetId}`);

    const page = await new QueriesApi(operator).listSubmissions({ limit: 1 });
    console.log(`listed ${page.submissions[0].source}`);
    const paused = await new CommandsApi(operator).pauseSender({ command: { reason: 'CHG-1' } });
    console.log(`sender ${paused.state}`);
    console.log(`description ${(await new QueriesApi(operator).getDescriptionAsJson()).openapi}`);
    try {
        await new QueriesApi(operator).getSubmission({ submissionId: 'nope' });
    } catch (e) {
        console.log(`refused ${(e as ResponseError).response.status}`);
    }
}

const [url, sender, operator, id] = process.argv.slice(2);
main(url, sender, operator, id);
