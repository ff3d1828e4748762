namespace Steerlens.Pipeline.Commands;

/// <summary>Sources and outputs as they stand on the command line.</summary>
/// <param name="Sources">The sources, globs expanded; at least one.</param>
/// <param name="Output">A file, a folder, <c>-</c>, or null for a name made from the source's.</param>
/// <param name="Sidecar">A file, a folder, <c>-</c>, or null for none.</param>
/// <param name="Maps">A folder, or null for none.</param>
internal sealed record JobRequest(IReadOnlyList<string> Sources, string? Output, string? Sidecar = null, string? Maps = null);
