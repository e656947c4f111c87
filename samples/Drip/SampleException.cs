namespace Campaigns.Samples.Drip;

/// <summary>Something the user of the sample can put right: shown as one line, without a stack trace.</summary>
internal sealed class SampleException(string message) : Exception(message);
