namespace Steerlens.Pipeline.Drives;

/// <summary>A kind of labels file: what its lines hold, in which unit, and with which sign.</summary>
internal interface ILabelKind
{
    /// <summary>What it is, for people.</summary>
    string Name { get; }

    /// <summary>Whether the first line names the columns.</summary>
    bool HasHeader { get; }

    /// <summary>Reads a line.</summary>
    /// <param name="fields">What stands between the commas, without the spaces around it.</param>
    /// <exception cref="FormatException">The line is no such line; the message says what is wrong with it.</exception>
    LabelLine Read(string[] fields);
}
