namespace Campaigns.Storage;

/// <summary>
/// A changed contact of a job that the store held before the batch. Earlier attempts keep the former contact: stores return it in
/// <see cref="AttemptRow.Contact"/> and <see cref="HistoryRow.Contact"/>.
/// </summary>
/// <param name="Job">The id of the job.</param>
/// <param name="After">The number of the last attempt that went to the former contact. 0 for none.</param>
/// <param name="Contact">The new contact, with the same key and protocol.</param>
public readonly record struct ContactRow(long Job, int After, Contact Contact);
