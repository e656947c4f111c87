namespace Campaigns.Samples.EventQueue;

/// <summary>A message that the broker has delivered and that waits to be acknowledged.</summary>
/// <param name="Tag">The broker's number of the delivery, on this connection.</param>
/// <param name="Id">The message id; null for none.</param>
/// <param name="Event">The event; null if the message cannot be read.</param>
/// <param name="Problem">Why the message cannot be read.</param>
/// <param name="Body">The body, which goes to the dead letters if the message cannot be used.</param>
internal sealed record Delivery(ulong Tag, string? Id, InboundEvent? Event, string? Problem, byte[] Body);
