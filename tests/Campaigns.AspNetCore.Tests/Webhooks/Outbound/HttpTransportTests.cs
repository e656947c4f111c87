using System.Net;
using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Testing;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>What a real receiver sees, and how its answers are read.</summary>
public sealed class HttpTransportTests
{
    private static readonly WebhookOptions Own = new() { AllowHttp = true, AllowedNetworks = { IPNetwork.Parse("127.0.0.0/8") } };

    [Fact]
    public async Task A_redirect_is_not_followed_and_is_no_success()
    {
        await using var target = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Redirect(target.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var result = await SendAsync(receiver, TimeProvider.System);
        Assert.Equal((307, false), (result.Status, result.IsSuccess));
        Assert.Empty(target.Messages);
    }

    [Fact]
    public async Task The_first_characters_of_an_answer_are_kept_without_control_characters()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("no\0\nluck " + new string('x', 100_000));
        };
        var result = await SendAsync(receiver, TimeProvider.System);
        Assert.Equal(500, result.Status);
        Assert.StartsWith("no  luck xxx", result.Answer);
        Assert.Equal(256, result.Answer!.Length);
    }

    [Fact]
    public async Task A_status_counts_although_the_answer_never_ends()
    {
        await using var receiver = await Receiver.StartAsync();
        var isReleased = new TaskCompletionSource();
        receiver.Answer = async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await isReleased.Task;
        };
        var hasty = new WebhookOptions { AllowHttp = true, Timeout = TimeSpan.FromSeconds(1) };
        hasty.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
        using var transport = new HttpTransport(hasty, TimeProvider.System);
        var result = await transport.SendAsync(new SendRequest(new Uri(receiver.Url), "msg_1", "1", "v1,x", [1]), default);
        isReleased.SetResult();
        Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_20_seconds()
    {
        var time = new VirtualTimeProvider();
        await using var receiver = await Receiver.StartAsync();
        var isReleased = new TaskCompletionSource();
        receiver.Answer = _ => isReleased.Task;
        var sending = SendAsync(receiver, time);
        await Until.HoldsAsync(() => !receiver.Messages.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("timeout", (await sending).Error);
        isReleased.SetResult();
    }

    [Theory, InlineData("120", 120), InlineData("0", 0), InlineData("-5", null), InlineData("soon", null)]
    public async Task The_pause_that_a_receiver_asks_for_is_read(string header, int? seconds)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        };
        Assert.Equal(seconds, (await SendAsync(receiver, TimeProvider.System)).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Nobody_listening_and_no_such_host_are_told_apart()
    {
        await using var receiver = await Receiver.StartAsync();
        var url = receiver.Url;
        await receiver.DisposeAsync();
        using var transport = new HttpTransport(Own, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([]));
        var request = new SendRequest(new Uri(url), "msg_1", "1", "v1,x", [1]);
        Assert.Equal("connect", (await transport.SendAsync(request, default)).Error);
        Assert.Equal("unknown_host", (await transport.SendAsync(request with { Url = new Uri("http://nowhere.example/") }, default)).Error);
    }

    private static async Task<SendResult> SendAsync(Receiver receiver, TimeProvider time)
    {
        using var transport = new HttpTransport(Own, time);
        return await transport.SendAsync(new SendRequest(new Uri(receiver.Url + "/hooks"), "msg_1", "1", "v1,x", [1]), default);
    }
}
