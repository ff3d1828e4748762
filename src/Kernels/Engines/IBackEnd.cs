using Steerlens.Models;

namespace Steerlens.Kernels.Engines;

/// <summary>A way to run networks that not every build has.</summary>
public interface IBackEnd
{
    /// <summary>Its word for <c>--device</c>, lower case.</summary>
    string Name { get; }

    /// <summary>How <c>--device</c> may ask for it, for people: <c>name</c> or <c>name:choice</c>, with what the choices are.</summary>
    string Usage { get; }

    /// <summary>Whether a text may stand behind its name and a colon.</summary>
    bool Accepts(string choice);

    /// <summary>What of it works on this machine, one line for each part.</summary>
    IReadOnlyList<string> Describe();

    /// <summary>Makes an engine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="choice">What stood behind the colon; null for whatever works best.</param>
    /// <param name="threads">Threads where it runs on the processor; 0 for one on each core.</param>
    /// <param name="note">Gets what a person should know, one line each: parts that were tried and don't work.</param>
    /// <exception cref="DeviceException">It can't be used; the message says what is missing.</exception>
    /// <exception cref="NotSupportedException">A layer can't be run; the message names it.</exception>
    IEngine Open(Network network, string? choice, int threads, Action<string> note);
}
