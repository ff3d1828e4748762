using Steerlens.EndToEnd.Tests.Running;

namespace Steerlens.EndToEnd.Tests.Archive;

/// <summary>Something that goes wrong in the middle of an archive, and what is promised of it.</summary>
/// <param name="Name">What happens.</param>
/// <param name="ExitCode">What the program ends with.</param>
/// <param name="Words">A part of what it says.</param>
/// <param name="Happen">Makes it happen to an archive of three films.</param>
internal sealed record Fault(string Name, int ExitCode, string Words, Func<ArchiveRoom, Task<ToolRun>> Happen)
{
    /// <summary>What a person does about it; null where nothing needs to be done.</summary>
    public Func<ArchiveRoom, Task>? Remedy { get; init; }

    /// <summary>The remedy in words.</summary>
    public string RemedyWords { get; init; } = "";

    /// <summary>Undoes what would stay behind on the machine; null for nothing.</summary>
    public Func<ArchiveRoom, Task>? After { get; init; }

    /// <summary>Why it can't be made to happen here; null where it can.</summary>
    public Func<string?> Impossible { get; init; } = () => null;

    public override string ToString() => Name;
}
