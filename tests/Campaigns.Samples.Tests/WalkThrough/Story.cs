namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>Does what the page says, in its order.</summary>
internal sealed class Story(ISender sender, string host, string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly Dictionary<string, string> _variables = [];
    private Answer? _answer;

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case FileStep file:
                    await File.WriteAllTextAsync(Path.Combine(folder, file.Name), file.Text);
                    break;
                case VariableStep variable:
                    _variables[variable.Name] = ValueOf(variable);
                    break;
                case RequestStep request:
                    _answer = await SendAsync(request);
                    break;
            }
        }
    }

    /// <summary>Repeats a request until the conditions hold for its answer.</summary>
    /// <exception cref="TimeoutException">They do not hold in time.</exception>
    public static async Task<Answer> RepeatAsync(RequestStep request, Func<Task<Answer>> sendAsync)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await sendAsync();
            Assert.True(
                answer.Status == request.Status,
                $"Line {request.Line}, {request.Command}: {answer.Status} instead of {request.Status}. {answer.Body}");
            if (request.Conditions.TrueForAll(condition => condition.HoldsFor(answer)))
            {
                return answer;
            }

            Assert.False(patience.IsCancellationRequested, $"Line {request.Line}, {request.Command}: still {answer.Body}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private string ValueOf(VariableStep variable)
    {
        var (words, _) = ShellWords.Split(variable.Command, Variable);
        return variable switch
        {
            { Name: "HOST" } => host,
            { Place: { } place } => _answer!.Find(place)!,
            _ => words[0].Split('=', 2)[1],
        };
    }

    private async Task<Answer> SendAsync(RequestStep step)
    {
        var (words, _) = ShellWords.Split(step.Command, Variable);
        var request = CurlRequest.Of(words.Skip(1));
        var answer = await RepeatAsync(step, () => sender.SendAsync(request, folder));
        if (request.Output is { } output)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, output), answer.Body);
        }

        return answer;
    }

    private string Variable(string name) =>
        _variables.TryGetValue(name, out var value) ? value : throw new FormatException($"${name} is not set before it is used.");
}
