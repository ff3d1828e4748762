using System.ComponentModel;

namespace Steerlens.EndToEnd.Tests.Running;

/// <summary>Python's NumPy, as the reader that others will use.</summary>
internal static class NumPy
{
    // The system's own first: the one on the search path may be without packages.
    private static readonly string? Python = Array.Find(["/usr/bin/python3", "python3", "python"], Imports);

    /// <summary>Whether it is installed.</summary>
    public static bool IsThere => Python is not null;

    /// <summary>Runs a program.</summary>
    public static Task<ToolRun> RunAsync(string program, params string[] arguments) => ToolRun.OfAsync(Python!, ["-c", program, .. arguments]);

    private static bool Imports(string python)
    {
        try
        {
            using var process = ToolRun.Start(python, ["-c", "import numpy"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
