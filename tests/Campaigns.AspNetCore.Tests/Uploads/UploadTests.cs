using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Uploads;

/// <summary>Uploads over HTTP, up to the contacts of the campaign.</summary>
public sealed class UploadTests
{
    private const string Mixed = "key;Handset;first name\nann;+15550100001;Ann\nbo;nonsense;=cmd|' /C calc'!A0\n"
        + "ann;+15550100003;Ann again\ncy;+15550100004;Cy;more\n";

    [Fact]
    public async Task A_file_is_enrolled_and_each_refused_row_has_its_reason()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var (status, body) = await host.UploadAsync(campaign, Mixed, "?map=phone:handset");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((4, 1, 1, 2), (body.Count("rows"), body.Count("added"), body.Count("duplicates"), body.Count("invalid")));
        Assert.Equal("complete", body.GetProperty("state").GetString());
        Assert.Equal(
            ["2 3 invalid bo", "3 4 duplicate ann", "4 5 invalid "],
            body.GetProperty("errors").EnumerateArray().Select(
                error => $"{error.GetProperty("row")} {error.GetProperty("line")} {error.Text("kind")} {error.Text("key")}"));
        var readAs = body.GetProperty("readAs");
        Assert.Equal((";", "utf-8", true), (readAs.GetProperty("delimiter").GetString(), readAs.GetProperty("encoding").GetString(),
            readAs.GetProperty("header").GetBoolean()));

        var ann = (await host.Client.GetContactAsync(campaign, "ann")).Contact;
        Assert.Equal(("+15550100001", "Ann"), (ann.Phone.Reveal(), ann.Data["first name"]));
    }

    [Fact]
    public async Task The_error_file_has_the_shape_of_the_upload_and_can_be_sent_again()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var answer = await host.SendAsync(campaign, Encoding.UTF8.GetBytes(Mixed), "?map=phone:handset", accept: "text/csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal(("text/csv", "1"), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.GetValues("Upload-Added").Single()));
        Assert.Equal("error;key;Handset;first name", lines[0]);
        Assert.EndsWith(";bo;nonsense;'=cmd|' /C calc'!A0", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(";cy;+15550100004;Cy;more", lines[2], StringComparison.Ordinal); // still too long, so that it is refused again
        Assert.Equal(4, lines.Length);

        var corrected = string.Join("\r\n", lines).Replace("nonsense", "+15550100002", StringComparison.Ordinal);
        var (_, body) = await host.UploadAsync(campaign, corrected, "?map=phone:handset");
        Assert.Equal((1, 1), (body.Count("added"), body.Count("invalid")));
        Assert.Equal("=cmd|' /C calc'!A0", (await host.Client.GetContactAsync(campaign, "bo")).Contact.Data["first name"]);
    }

    [Theory]
    [InlineData("windows-1252", "?encoding=windows-1252", "Zoë €")]
    [InlineData("utf-16", "", "Zoë 名")]
    public async Task The_error_file_has_the_encoding_of_the_upload(string name, string query, string value)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var answer = await host.SendAsync(
            campaign, [.. encoding.GetPreamble(), .. encoding.GetBytes($"key\tphone\tname\n1\t2\t{value}\n")], query, accept: "text/csv");

        var text = encoding.GetString(await answer.Content.ReadAsByteArrayAsync()).TrimStart('\uFEFF');
        Assert.StartsWith("error\tkey\tphone\tname\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"\t1\t2\t{value}\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_json_come_back_as_lines_with_their_error()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        const string Lines = "{\"key\":\"1\",\"phone\":\"+15550100001\"}\n{ \"key\":\"2\", \"phone\":\"x\", \"data\":{\"a\":\"\\u00e9\"}}\n"
            + "not json\n{}\n";
        var answer = await host.SendAsync(
            campaign, Encoding.UTF8.GetBytes(Lines), "", "application/x-ndjson", accept: "application/x-ndjson");
        var errors = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, errors.Length);
        Assert.Equal("2", JsonDocument.Parse(errors[0]).RootElement.GetProperty("key").GetString());
        Assert.Equal("not json", JsonDocument.Parse(errors[1]).RootElement.GetProperty("line").GetString());
        Assert.Equal("{\"error\":", errors[2][..9]);

        var again = await host.SendAsync(
            campaign, Encoding.UTF8.GetBytes(errors[0].Replace("\"x\"", "\"y\"", StringComparison.Ordinal)), "", "application/x-ndjson",
                accept: "application/x-ndjson");
        Assert.Equal(1, (await again.Content.ReadAsStringAsync()).Split("\"error\"").Length - 1);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_happen_and_adds_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var (_, body) = await host.UploadAsync(campaign, Mixed, "?map=phone:handset&dryRun=true");

        Assert.Equal(("dry_run", 2, 2), (body.GetProperty("state").GetString(), body.Count("added"), body.Count("invalid")));
        var preview = body.GetProperty("preview").EnumerateArray().ToList();
        Assert.Equal(("+15550100001", "Ann"),
            (preview[0].GetProperty("phone").GetString(), preview[0].GetProperty("data").GetProperty("first name").GetString()));
        Assert.Contains("phone", preview[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(campaign)).Total);
    }

    [Fact]
    public async Task Sending_a_file_again_adds_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var text = "phone\n" + string.Concat(Enumerable.Range(0, 1_500).Select(i => $"+1555{i:0000000}\n"));
        var (_, first) = await host.UploadAsync(campaign, text);
        var (_, again) = await host.UploadAsync(campaign, text);

        Assert.Equal((1_500, 0), (first.Count("added"), first.Count("duplicates")));
        Assert.Equal((0, 1_500, 1_000), (again.Count("added"), again.Count("duplicates"), again.GetProperty("errors").GetArrayLength()));
        Assert.Equal(500, again.Count("errorsLeftOut"));
    }

    [Fact]
    public async Task A_sender_that_disconnects_leaves_an_upload_that_is_reported_as_cut()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var content = new StoppingContent("phone\n" + string.Concat(Enumerable.Range(0, 1_200).Select(i => $"+1555{i:0000000}\n")));
        var sending = host.Http.PostAsync($"/api/campaigns/{campaign}/contacts", content);
        await Until.HoldsAsync(async () => (await host.Client.GetStatisticsAsync(campaign)).Total == 1_000);
        content.Fail();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);

        JsonElement upload = default;
        await Until.HoldsAsync(async () =>
        {
            upload = (await host.GetJsonAsync($"/api/campaigns/{campaign}/uploads")).GetProperty("items")[0];
            return upload.GetProperty("state").GetString() == "cut"
                && (await host.Client.GetStatisticsAsync(campaign)).CutEnrollments == 1;
        });
        Assert.Equal(1_000, upload.Count("added"));

        using var closed = await host.Http.PostAsync($"/api/campaigns/{campaign}/enrollment/close", null);
        Assert.Equal((HttpStatusCode.OK, 0), (closed.StatusCode, (await host.Client.GetStatisticsAsync(campaign)).CutEnrollments));
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_middle_keeps_what_was_added()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var text = "phone\n" + string.Concat(Enumerable.Range(0, 700).Select(i => $"+1555{i:0000000}\n")) + "\"+15559999999\n";
        var (status, problem) = await host.UploadAsync(campaign, text);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/problems/upload-stopped"), (status, problem.GetProperty("type").GetString()));
        Assert.Contains("line 702 is never closed", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("500 contacts of them are enrolled", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (_, again) = await host.UploadAsync(campaign, text.Replace("\"", "", StringComparison.Ordinal));
        Assert.Equal((201, 500), (again.Count("added"), again.Count("duplicates")));
    }

    [Fact]
    public async Task Bodies_and_rows_beyond_the_limits_are_refused()
    {
        await using var host = await TestHost.StartAsync(
            api: options => (options.Uploads.MaxBodyBytes, options.Uploads.MaxRows) = (10_000, 3));
        var campaign = await host.DraftAsync();
        var (tooLarge, _) = await host.UploadAsync(campaign, "phone\n" + new string('\n', 10_000));
        var (tooMany, problem) = await host.UploadAsync(campaign, "phone\n+15550100001\n+15550100002\n+15550100003\n+15550100004\n");
        var (chunked, _) = await host.ReadAsync(await host.Http.PostAsync(
            $"/api/campaigns/{campaign}/contacts", new StoppingContent("phone\n" + new string('\n', 20_000), ends: true)));

        Assert.Equal((413, 422, 413), ((int)tooLarge, (int)tooMany, (int)chunked));
        Assert.Contains("more than 3 rows", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", 20_000, 413)]
    [InlineData("application/xml", 0, 415)]
    public async Task An_upload_that_was_refused_may_be_corrected_under_its_key(string type, int blanks, int status)
    {
        await using var host = await TestHost.StartAsync(api: options => options.Uploads.MaxBodyBytes = 10_000);
        var campaign = await host.DraftAsync();
        Assert.Equal(status, await PostAsync("", "phone\n" + new string('\n', blanks), type));
        Assert.Equal(200, await PostAsync("?header=true", "phone\n+15550100001\n", "text/csv"));

        async Task<int> PostAsync(string query, string text, string sentAs)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/campaigns/{campaign}/contacts{query}");
            request.Content = new StringContent(text, Encoding.UTF8, sentAs);
            request.Headers.Add("Idempotency-Key", "k1");
            return (int)(await host.Http.SendAsync(request)).StatusCode;
        }
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", null, 415)]
    [InlineData("application/x-www-form-urlencoded", null, 415)]
    [InlineData("application/xml", null, 415)]
    [InlineData(null, null, 415)]
    [InlineData("text/csv; charset=utf-9", null, 400)]
    [InlineData("text/csv", "application/x-ndjson", 406)]
    [InlineData("application/x-ndjson", "text/csv", 406)]
    public async Task Other_types_are_refused_with_advice(string? type, string? accept, int status)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        var answer = await host.SendAsync(campaign, "phone\n"u8.ToArray(), "", type, accept);
        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Uploads_need_the_role_and_the_tenant()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        host.Caller = new ApiCaller("reader", ApiRole.Read, "acme");
        var (reader, _) = await host.UploadAsync(campaign, "phone\n+15550100001\n");
        host.Caller = new ApiCaller("other", ApiRole.Operate, "other");
        var (other, _) = await host.UploadAsync(campaign, "phone\n+15550100001\n");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (reader, other));
        Assert.Equal(0, (await host.Client.GetStatisticsAsync(campaign)).Total);
    }
}
