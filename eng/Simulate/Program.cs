using Campaigns.Simulate;

return Arguments.TryRead(args, out var arguments)
    ? arguments.Seed is { } seed ? Runs.One(seed, arguments) : Runs.Many(arguments)
    : Arguments.Explain();
