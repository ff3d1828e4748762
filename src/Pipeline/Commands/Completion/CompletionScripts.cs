using System.Reflection;

namespace Steerlens.Pipeline.Commands.Completion;

/// <summary>The scripts that teach a shell to complete the command line; they ask the program itself for words.</summary>
internal static class CompletionScripts
{
    private static readonly (string Shell, string File)[] Scripts =
        [("bash", "steerlens.bash"), ("zsh", "steerlens.zsh"), ("fish", "steerlens.fish"), ("powershell", "steerlens.ps1")];

    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = [.. Scripts.Select(script => script.Shell)];

    /// <summary>The script of a shell.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    /// <exception cref="ArgumentException">There is none for it.</exception>
    public static string Read(string shell)
    {
        var file = Array.Find(Scripts, script => script.Shell.Equals(shell, StringComparison.OrdinalIgnoreCase)).File ?? throw new ArgumentException($"no script for '{shell}'", nameof(shell));
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("completion/" + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
