namespace Campaigns.Samples.Quickstart;

/// <summary>An error that the user of the sample can correct. It is shown as one line, without a stack trace.</summary>
internal sealed class SampleException(string message) : Exception(message);
