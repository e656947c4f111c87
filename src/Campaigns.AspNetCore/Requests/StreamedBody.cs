namespace Campaigns.AspNetCore.Requests;

/// <summary>Marks an endpoint that reads its body as a stream, so that nothing before it may hold the whole body in memory.</summary>
internal sealed class StreamedBody;
