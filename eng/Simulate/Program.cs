using Campaigns.Simulate;

if (!Arguments.TryRead(args, out var arguments))
{
    return Arguments.Explain();
}

await using var stores = arguments.OnServer ? await ServerStores.CreateAsync() : null;
var runs = new Runs(arguments, stores);
return arguments.Seed is { } seed ? runs.One(seed) : runs.Many();
