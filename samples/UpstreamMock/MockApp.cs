namespace Campaigns.Samples.UpstreamMock;

/// <summary>Serves a platform over HTTP.</summary>
internal static class MockApp
{
    /// <summary>Builds the app.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="faults">Makes requests fail; null for none.</param>
    /// <param name="url">The address to listen on.</param>
    public static WebApplication Build(Platform platform, FaultyRequests? faults, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        if (faults is not null)
        {
            app.Use(next => context => faults.HandleAsync(context, next));
        }

        Map(app, platform);
        return app;
    }

    private static void Map(WebApplication app, Platform platform)
    {
        app.MapGet("/user/me", (HttpRequest request) => As(request, user => Results.Json(user)));
        app.MapGet("/role", (HttpRequest request) => As(request, _ => Results.Json(platform.Roles)));
        app.MapGet("/role/{role:long}", (HttpRequest request, long role) => As(request, _ => Found(platform.FindRole(role))));
        app.MapGet("/role/{role:long}/candidate", (HttpRequest request, long role) => As(request, _ => Found(platform.CandidatesOf(role))));
        app.MapGet("/channel", (HttpRequest request) => As(request, user => Results.Json(platform.ChannelsOf(user))));
        app.MapGet(
            "/channel/{channel:long}/chat/{candidate:long}/message",
            (HttpRequest request, long channel, long candidate) => As(request, user => Found(platform.Chat(user, channel, candidate))));
        app.MapPost(
            "/channel/{channel:long}/chat/{candidate:long}/message",
            (HttpRequest request, long channel, long candidate, NewMessage message) => As(request, user =>
            {
                var (status, sent) = platform.Send(user, channel, candidate, message);
                return sent is null ? Results.StatusCode(status) : Results.Json(new Receipt(sent.Id));
            }));

        IResult As(HttpRequest request, Func<User, IResult> answer) =>
            platform.FindUser(request.Headers.Authorization) is { } user ? answer(user) : Results.Unauthorized();
    }

    private static IResult Found(object? value) => value is null ? Results.NotFound() : Results.Json(value);
}
