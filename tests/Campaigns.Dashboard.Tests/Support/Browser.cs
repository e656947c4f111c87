using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Campaigns.Dashboard.Tests.Support.Browser))]

namespace Campaigns.Dashboard.Tests.Support;

/// <summary>One browser for all tests: Debian's Chromium, which the tests find on the machine.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private const float Patience = 60_000; // milliseconds; the default of 5 seconds is too short for a busy machine
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is no browser; null if there is one.</summary>
    public static string? Missing { get; } = Paths.Any(File.Exists) ? null
        : $"There is no browser. Install chromium, so that one of {string.Join(", ", Paths)} exists.";

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Paths.First(File.Exists),
            Args = ["--no-sandbox", "--disable-background-networking"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page in a context of its own. Violations of the security policy and errors of scripts are collected.</summary>
    internal async Task<ViewedPage> OpenAsync(string url, Action<BrowserNewContextOptions>? configure = null)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 900 },
            TimezoneId = "Europe/Paris" };
        configure?.Invoke(options);
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        var viewed = new ViewedPage(await context.NewPageAsync());
        await viewed.Page.GotoAsync(url);
        return viewed;
    }
}

/// <summary>An open page with what its console said.</summary>
internal sealed class ViewedPage : IAsyncDisposable
{
    private readonly List<string> _errors = [];

    public ViewedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Note(message.Type == "error" ? message.Text : null);
        page.PageError += (_, error) => Note(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, failed requests, and violations of the security policy.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private void Note(string? error)
    {
        if (error is not null)
        {
            lock (_errors)
            {
                _errors.Add(error);
            }
        }
    }
}
